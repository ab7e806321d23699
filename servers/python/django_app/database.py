from attendance.store import Store
from django.conf import settings

STORE = Store(settings.ENVIRONMENT.database)
